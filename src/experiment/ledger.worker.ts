import { parentPort } from 'node:worker_threads';
import { Ledger } from './ledger.js';
import type { AnswerTo, LedgerAnswer, LedgerMessage, Question, QuestionKind } from './ledger-thread.js';
import { reportOf } from './report.js';
import { seriesOf } from './series.js';
import { ServedLedger } from './served-ledger.js';

let feedback = new Ledger();
let lists = new ServedLedger();

function answerTo(question: Question): AnswerTo<QuestionKind> {
  switch (question.kind) {
    case 'report':
      return reportOf(feedback.aggregates(lists.totals(question.answers)), question.design);
    case 'series':
      return seriesOf(feedback, question.design);
    case 'films':
      return feedback.films();
    case 'counts':
      return feedback.counts();
  }
}

function answer(question: Question): LedgerAnswer {
  try {
    return { answer: answerTo(question) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const port = parentPort!;
port.on('message', (message: LedgerMessage) => {
  switch (message.kind) {
    case 'feedback':
      if (message.rows === 'afresh') feedback = new Ledger();
      else for (const columns of message.rows) feedback.add(columns);
      break;
    case 'lists':
      if (message.rows === 'afresh') lists = new ServedLedger();
      else for (const columns of message.rows) lists.add(columns);
      break;
    case 'settled':
      feedback.series.settle(message.id);
      break;
    case 'addUp':
      feedback.aggregates();
      break;
    case 'question':
      port.postMessage(answer(message.question));
  }
});
