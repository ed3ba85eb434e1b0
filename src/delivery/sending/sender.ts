import { Worker } from 'node:worker_threads';
import type { Outcome } from '../model.js';
import type { FromSender, MailTask, SendingSetup, SendTask, ToSender } from './task.js';

/** Sends in a thread of its own, which begins with the first delivery and is begun anew where it ends. */
export interface Sender {
  send(task: SendTask | MailTask): Promise<Outcome>;
  close(): Promise<void>;
}

export function createSender(setup: SendingSetup): Sender {
  const waiting = new Map<number, (outcome: Outcome) => void>();
  let last = 0;
  let worker: Worker | undefined;
  let tasks: ToSender[number][] = [];
  let scheduled: NodeJS.Immediate | undefined;
  const ended = (fault: string): void => {
    worker = undefined;
    for (const resolve of waiting.values()) resolve({ kind: 'again', fault });
    waiting.clear();
  };
  const begin = (): Worker => {
    const begun = new Worker(new URL('./sender-worker.js', import.meta.url), { workerData: setup });
    begun.on('message', (answers: FromSender) => {
      for (const { number, outcome } of answers) {
        waiting.get(number)?.(outcome);
        waiting.delete(number);
      }
    });
    begun.on('error', (error) => {
      if (worker === begun) ended(`The thread that sends ended: ${String(error)}`);
    });
    begun.unref();
    return begun;
  };
  return {
    send: (task) =>
      new Promise((resolve) => {
        const number = (last += 1);
        waiting.set(number, resolve);
        tasks.push({ number, task });
        scheduled ??= setImmediate(() => {
          scheduled = undefined;
          (worker ??= begin()).postMessage(tasks);
          tasks = [];
        });
      }),
    close: async () => {
      clearImmediate(scheduled);
      const running = worker;
      ended('The service is stopping.');
      await running?.terminate();
    },
  };
}
