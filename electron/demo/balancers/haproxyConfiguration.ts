import { poolSettings, type BalancerOptions } from './demoBalancer.ts';

/** The configuration of one HAProxy of the demo (written for 2.4 and later). */
export function haproxyConfiguration({ port, socketPath, backend, servers }: BalancerOptions): string {
  const it = poolSettings;
  return `global
  stats socket ${socketPath} mode 600 level admin
  nbthread 1
  maxconn 2000
  hard-stop-after 5s
  # Otherwise each start reads every certificate of the system, for requests of its own that it never makes.
  .if version_atleast(2.5)
  .if feature(OPENSSL)
  httpclient.ssl.verify none
  .endif
  .endif

defaults
  mode http
  timeout connect ${it.connectTimeoutMs}ms
  timeout client 30s
  timeout server ${it.serverTimeoutMs}ms
  timeout http-keep-alive ${it.clientKeepAliveMs}ms
  timeout check ${it.checkTimeoutMs}ms
  # Clients keep their connections; servers get one for each request, so that a drain has a clear end.
  option http-server-close
  # No retries and no redispatch: a request that meets a dead server shall be seen to fail.
  retries 0

frontend ${backend}_in
  bind 127.0.0.1:${port}
  default_backend ${backend}

backend ${backend}
  balance roundrobin
  option httpchk GET ${it.checkPath}
  http-check expect status 200
  default-server check inter ${it.checkIntervalMs}ms rise ${it.rise} fall ${it.fall} weight ${it.initialWeight}
${servers.map((server) => `  server ${server.name} 127.0.0.1:${server.port}\n`).join('')}`;
}
