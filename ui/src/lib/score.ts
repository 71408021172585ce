// What customers answer, as it is read.
import type { Schema } from './api';
import { number } from './format';
import { say, sayCode } from './words.svelte';

type Score = Pick<Schema['ShownScore'], 'question' | 'score'>;
/** The highest there is. */
export const MOST: Record<string, number> = { nps: 10, csat: 5, ces: 7 };

/** A score with what it is of: `NPS 9 of 10`, or the word for it. */
export function scoreOf({ question, score }: Score): string {
  if (question === 'solved') return say(score ? 'score.solved' : 'score.unsolved');
  return say('score.of', { question: sayCode('score', `question_${question}`), score: number(score), most: number(MOST[question]) });
}

/** Their scores on one line. */
export const scoresOf = (said: { scores: Score[] }): string => said.scores.map(scoreOf).join(', ');
