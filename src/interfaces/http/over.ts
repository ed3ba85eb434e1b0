import type { ServerResponse } from 'node:http';

/** Whether an answer is over: it went out whole, or its connection has ended. */
export function isOver({ destroyed, req }: ServerResponse): boolean {
  return destroyed || req.socket.destroyed;
}

/**
 * Calls once when an answer is over, which it must not be yet. An answer that waits for an earlier one of the same
 * connection has no part in that so far, and says nothing when it ends: the connection is listened to as well.
 * @returns ends the listening
 */
export function whenOver(response: ServerResponse, listener: () => void): () => void {
  const { socket } = response.req;
  const stop = (): void => {
    response.off('close', over);
    socket.off('close', over);
  };
  const over = (): void => {
    stop();
    listener();
  };
  response.on('close', over);
  // As many as there are requests on the connection, which is no fault.
  socket.setMaxListeners(0).on('close', over);
  return stop;
}
