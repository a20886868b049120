import {
  type AttributeValue,
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
} from "@aws-sdk/client-dynamodb";
import { StoreOutage, type Unanswered } from "../../store/store.ts";

export type Attributes = Record<string, AttributeValue>;

export interface CallPorts {
  /** For a whole call, including every request of it. */
  readonly deadlineMs: number;
  /** Waits before a throttled request is sent again: longer with each attempt (from 1), and at random. */
  readonly backOff: (attempt: number) => Promise<void>;
}

/** Ends a request with its call: the SDK's own `requestTimeout` only writes a log line. */
export interface RequestOptions {
  readonly abortSignal: AbortSignal;
}

type SendRequest<Answer> = (options: RequestOptions) => Promise<Answer>;

/** Throws {@link StoreOutage} if there is no answer in time. */
export const callRead = async <Answer>(ports: CallPorts, request: SendRequest<Answer>): Promise<Answer> => {
  try {
    return await sendInTime(ports, request);
  } catch (cause) {
    throw new StoreOutage("DynamoDB cannot be read", { cause });
  }
};

export type CallOutcome =
  | { readonly kind: "done" }
  /** The condition did not hold. `current`: the item that was there, if the request asked for it. */
  | { readonly kind: "refused"; readonly current: Attributes | undefined }
  | Unanswered;

export const callWrite = async (ports: CallPorts, request: SendRequest<unknown>): Promise<CallOutcome> => {
  try {
    await sendInTime(ports, request);
    return { kind: "done" };
  } catch (cause) {
    return cause instanceof ConditionalCheckFailedException
      ? { kind: "refused", current: cause.Item }
      : { kind: "unanswered", cause };
  }
};

/** A throttled request was not applied, so it may be sent again. After any other failure it may have been applied. */
const sendInTime = async <Answer>(
  { deadlineMs, backOff }: CallPorts,
  request: SendRequest<Answer>,
): Promise<Answer> => {
  const abortSignal = AbortSignal.timeout(deadlineMs);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request({ abortSignal });
    } catch (error) {
      if (!isThrottled(error) || abortSignal.aborted) {
        throw error;
      }
      await backOff(attempt);
      if (abortSignal.aborted) {
        throw error;
      }
    }
  }
};

const isThrottled = (error: unknown): boolean =>
  error instanceof ProvisionedThroughputExceededException ||
  error instanceof RequestLimitExceeded ||
  error instanceof ThrottlingException;
