# The Worker under workerd, the runtime of Cloudflare Workers.

using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "index.js", esModule = embed "../cloudflare-worker/dist/index.js")],
      compatibilityDate = "2026-10-23",
      bindings = [
        (name = "LATCHKEY_URL", fromEnvironment = "LATCHKEY_URL"),
        (name = "LATCHKEY_ACCESS_TOKEN", fromEnvironment = "LATCHKEY_ACCESS_TOKEN"),
        (name = "SESSIONS", kvNamespace = "sessions"),
      ],
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["127.0.0.0/8"])),
    # Its address is the test's to say.
    (name = "sessions", external = (http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
