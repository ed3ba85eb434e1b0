import { HTTP_ENDPOINT } from './protocol.js';
import type { DataAddress } from './schemas.js';

/**
 * An address for data, named both as the protocol and as connectors of Eclipse look it up.
 * @param token what is shown there as bearer token
 */
export function dataAddress(endpoint: string, token?: string): DataAddress {
  const properties = {
    endpoint,
    ...(token === undefined ? {} : { authorization: token, authType: 'bearer' }),
  };
  return {
    '@type': 'DataAddress',
    endpointType: HTTP_ENDPOINT,
    endpoint,
    endpointProperties: Object.entries(properties).map(([name, value]) => ({
      '@type': 'EndpointProperty',
      name,
      value,
    })),
  };
}

/** A property of a data address, by its bare name. */
export function addressProperty({ endpointProperties = [] }: DataAddress, name: string): string | undefined {
  return endpointProperties.find((one) => one.name === name || one.name.endsWith(`/${name}`))?.value;
}
