import { namesError } from './reported-error.ts';
import type { ReportedError } from './reported-error.ts';

/** Whether an error is about a rate limit, a quota or too many requests. */
export function isThrottle(error: ReportedError): boolean {
  return error.status === 429 || namesError(error, throttle) || isAccountExhausted(error);
}

const throttle =
  /^(?:toomanyrequests|(?:model)?ratelimit|throttl|resourceexhausted|servicequotaexceeded|requestlimitexceeded|tokenlimitexceeded)/;

/**
 * Whether waiting does not help: the account is exhausted, or the request is larger than the limit. `text`: all of the error.
 * `waitMs`: how long it asks to wait; a text about quotas with a wait is about the rate.
 */
export function isHopeless(error: ReportedError, text: string, waitMs: number | undefined): boolean {
  if (isAccountExhausted(error) || isLargerThanLimit(text)) return true;
  return waitMs === undefined && exhaustedAccount.test(text);
}

function isAccountExhausted(error: ReportedError): boolean {
  return namesError(error, exhaustedName);
}

const exhaustedName =
  /^(?:insufficient(?:user|account)?(?:quota|balance|funds?|credits?)|exceededcurrentquota|billing(?:hardlimitreached|notactive)|(?:account|user)(?:deactivated|suspended|overdue|disabled)|arrearage|creditbalancetoolow|outofcredits|paymentrequired|quotaexhausted)/;

const exhaustedAccount =
  /check your plan and billing|credit balance is too low|insufficient (?:account )?(?:balance|credits?|funds?|quota)|billing (?:hard )?limit|exceeded (?:your )?current quota|(?:run )?out of credits|account (?:is|has been) (?:deactivated|suspended|disabled)/i;

// "Limit 30000, Requested 61337", "Limit: 30,000, Used: 0, Requested: 61,337".
const limitAndRequested = /\blimit:? ([\d,]*\d)\b.{0,40}?\brequested:? ([\d,]*\d)/is;

function isLargerThanLimit(text: string): boolean {
  const [, limit, requested] = limitAndRequested.exec(text) ?? [];
  return limit !== undefined && requested !== undefined && numberOf(requested) > numberOf(limit);
}

function numberOf(digits: string): number {
  return Number(digits.replaceAll(',', ''));
}
