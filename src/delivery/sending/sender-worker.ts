/**
 * The inside of the thread that sends: requests and mail to elsewhere, through the guarded door, so that a thousand of
 * them in a second do not take time from reports that come in.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createOutgoing } from '../../outgoing/index.js';
import type { Outcome } from '../model.js';
import { sendNotification } from '../ldn/send-notification.js';
import { sendServiceRequest } from '../open311/send-request.js';
import { sendWebhook } from '../webhook/send-webhook.js';
import { giveWay } from '../../thread-priority.js';
import { outcomeOfError } from './outcome.js';
import type { FromSender, MailTask, SendingSetup, SendTask, ToSender } from './task.js';

/** Bytes of an answer that are read: nobody looks at more. */
const MOST_ANSWER = 256 * 1024;

giveWay();
const setup = workerData as SendingSetup;
const outgoing = createOutgoing({ ...setup, maximumBytes: MOST_ANSWER });
let answers: FromSender[number][] = [];
let scheduled: NodeJS.Immediate | undefined;

async function send(task: SendTask | MailTask): Promise<Outcome> {
  try {
    if ('mail' in task) {
      const { deliverMail } = await import('../email/deliver-mail.js');
      return await deliverMail(setup, task.id, task.mail);
    }
    const { settings } = task;
    switch (settings.kind) {
      case 'webhook':
        return await sendWebhook(outgoing, task, settings, setup.baseUrl);
      case 'ldn':
        return await sendNotification(outgoing, task, settings, setup.baseUrl);
      case 'open311':
        return await sendServiceRequest(outgoing, task, settings);
      case 'email': {
        const { sendMail } = await import('../email/send-mail.js');
        return await sendMail(setup, task, settings);
      }
    }
  } catch (error) {
    return outcomeOfError(error);
  }
}

function answer(number: number, outcome: Outcome): void {
  answers.push({ number, outcome });
  scheduled ??= setImmediate(() => {
    scheduled = undefined;
    parentPort?.postMessage(answers);
    answers = [];
  });
}

parentPort?.on('message', (tasks: ToSender) => {
  for (const { number, task } of tasks)
    void send(task).then((outcome) => {
      answer(number, outcome);
    });
});
