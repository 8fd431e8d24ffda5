/** What asked, as far as it says so. Only what will show the portal gets a link to it. */
export type Asker = 'page' | 'script' | 'prefetch' | 'other';

export function askerOf({ headers }: Request): Asker {
  if (isPrefetch(headers)) return 'prefetch';
  // Old browsers do not say what they ask for, and neither do other programs.
  const destination = headers.get('sec-fetch-dest');
  if ((destination ?? 'empty') === 'empty' && asksForJson(headers)) return 'script';
  return (destination ?? 'document') === 'document' ? 'page' : 'other';
}

function isPrefetch(headers: Headers): boolean {
  const says = (name: string) => /prefetch|prerender|preview/i.test(headers.get(name) ?? '');
  return (
    ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some(says) ||
    headers.has('next-router-prefetch')
  );
}

function asksForJson(headers: Headers): boolean {
  const accept = headers.get('accept') ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}
