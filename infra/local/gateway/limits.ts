/**
 * Limits of API Gateway and Lambda. Source, unless another is named: API Gateway developer guide, "Quotas for
 * configuring and running a REST API".
 */

/** "Payload size: 10 MB". */
export const MAX_PAYLOAD_BYTES = 10 * 1024 * 1024;

/** Of the event as JSON, base64 body included. Lambda developer guide, "Lambda quotas": 6 MB each for request and response. */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** "Total combined size of request line and header values: 10,240 bytes". Names are counted here, too. */
export const MAX_HEAD_BYTES = 10_240;

/**
 * For a method with a Lambda authorizer, including its path ("Output from an API Gateway Lambda authorizer"). A longer
 * one gets 414.
 */
export const MAX_METHOD_ARN_BYTES = 1_600;

/** "Integration timeout: 50 ms to 29 s". */
export const INTEGRATION_TIMEOUT_MS = 29_000;

/** Documented for HTTP APIs ("Authorizer timeout"), not for REST APIs. */
export const AUTHORIZER_TIMEOUT_MS = 10_000;

/** `authorizerResultTtlInSeconds` of the stacks. */
export const AUTHORIZER_CACHE_MS = 60_000;

/** "Output from an API Gateway Lambda authorizer": a Resource ARN may have 512 characters. */
export const MAX_POLICY_RESOURCE_LENGTH = 512;

/** Service Quotas L-20859C74, "Lambda authorizer result size". */
export const MAX_AUTHORIZER_RESULT_BYTES = 8 * 1024;
