/** Beginning of the names: of a Service called wegwijzer, or wegwijzer-… */
const SERVICE = /^WEGWIJZER(?:_[A-Z0-9]+)*?/.source;
const HOST_AND_PORTS = new RegExp(`${SERVICE}_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$`);
const LINK = new RegExp(`${SERVICE}_PORT(?:_\\d+_(?:TCP|UDP|SCTP))?$`);
const LINK_PARTS = new RegExp(`${SERVICE}_PORT_\\d+_(?:TCP|UDP|SCTP)_(?:PROTO|PORT|ADDR)$`);

/**
 * Whether a variable is one that Kubernetes sets in every container of a namespace for a Service of our name, and so no
 * setting. `WEGWIJZER_PORT` is one where it holds an address such as `tcp://10.0.0.11:8080`, and is the port elsewhere.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function isServiceLink(name: string, value: string): boolean {
  if (HOST_AND_PORTS.test(name) || LINK_PARTS.test(name)) return true;
  return LINK.test(name) && /^(?:tcp|udp|sctp):\/\/\S+:\d+$/.test(value);
}
