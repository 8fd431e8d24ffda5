// The names of fields: `external_id` over the wire, `externalId` in generations of the SDK before 1.0.

/** What goes into such an SDK. */
export const toSdk = (value) => renamed(value, (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()));

/** What comes out of such an SDK, its times as the texts that they are over the wire. */
export const toWire = (value) =>
  renamed(value, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

function renamed(value, name) {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((it) => renamed(it, name));
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).filter(([, it]) => it !== undefined);
  // The names in metadata are the merchant's.
  return Object.fromEntries(fields.map(([key, it]) => [name(key), key === 'metadata' ? it : renamed(it, name)]));
}
