import { createInterface } from 'node:readline/promises';

/** Asks a person, one question at a time; takes what is proposed where nobody is there to ask. */
export interface Questions {
  /** @returns what was typed, or the proposal; empty when there is neither */
  ask(question: string, proposal: string): Promise<string>;
  close(): void;
}

/** Whoever sits at the terminal. */
export function questionsAtTerminal(): Questions {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return {
    ask: async (question, proposal) => {
      const answer = await lines.question(`${question}${proposal === '' ? '' : ` [${proposal}]`}: `);
      return answer.trim() === '' ? proposal : answer.trim();
    },
    close: () => lines.close(),
  };
}

export const noQuestions: Questions = { ask: async (_, proposal) => proposal, close: () => undefined };
