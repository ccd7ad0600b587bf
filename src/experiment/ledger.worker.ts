import { parentPort } from 'node:worker_threads';
import { Ledger } from './ledger.js';
import type { LedgerNews, ReportAnswer, ReportRequest } from './ledger-thread.js';
import { reportOf } from './report.js';
import { ServedLedger } from './served-ledger.js';

let feedback = new Ledger();
let lists = new ServedLedger();

function answer({ design, answers }: ReportRequest): ReportAnswer {
  try {
    return { report: reportOf(feedback.aggregates(lists.totals(answers)), design) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const port = parentPort!;
port.on('message', (message: LedgerNews | ReportRequest) => {
  if (message.kind === 'report') port.postMessage(answer(message));
  else if (message.kind === 'feedback') {
    if (message.rows === 'afresh') feedback = new Ledger();
    else for (const columns of message.rows) feedback.add(columns);
  } else if (message.rows === 'afresh') lists = new ServedLedger();
  else for (const columns of message.rows) lists.add(columns);
});
