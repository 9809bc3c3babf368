/** The calls of the Remote Execution API that a store needs, with their paths and the form of their messages. */
import {
  ActionResult,
  BatchReadBlobsRequest,
  BatchReadBlobsResponse,
  BatchUpdateBlobsRequest,
  BatchUpdateBlobsResponse,
  FindMissingBlobsRequest,
  FindMissingBlobsResponse,
  GetActionResultRequest,
  GetCapabilitiesRequest,
  type MessageFns,
  ServerCapabilities,
  UpdateActionResultRequest,
} from '../reapi/generated/build/bazel/remote/execution/v2/remote_execution.js';
import {
  ReadRequest,
  ReadResponse,
  WriteRequest,
  WriteResponse,
} from '../reapi/generated/google/bytestream/bytestream.js';

export interface Method<Request, Response> {
  readonly path: string;
  readonly request: MessageFns<Request>;
  readonly response: MessageFns<Response>;
}

function method<Request, Response>(
  path: string,
  request: MessageFns<Request>,
  response: MessageFns<Response>,
): Method<Request, Response> {
  return { path, request, response };
}

const reapi = '/build.bazel.remote.execution.v2.';

export const getCapabilities = method(
  `${reapi}Capabilities/GetCapabilities`,
  GetCapabilitiesRequest,
  ServerCapabilities,
);
export const getActionResult = method(`${reapi}ActionCache/GetActionResult`, GetActionResultRequest, ActionResult);
export const updateActionResult = method(
  `${reapi}ActionCache/UpdateActionResult`,
  UpdateActionResultRequest,
  ActionResult,
);
export const findMissingBlobs = method(
  `${reapi}ContentAddressableStorage/FindMissingBlobs`,
  FindMissingBlobsRequest,
  FindMissingBlobsResponse,
);
export const batchUpdateBlobs = method(
  `${reapi}ContentAddressableStorage/BatchUpdateBlobs`,
  BatchUpdateBlobsRequest,
  BatchUpdateBlobsResponse,
);
export const batchReadBlobs = method(
  `${reapi}ContentAddressableStorage/BatchReadBlobs`,
  BatchReadBlobsRequest,
  BatchReadBlobsResponse,
);
export const read = method('/google.bytestream.ByteStream/Read', ReadRequest, ReadResponse);
export const write = method('/google.bytestream.ByteStream/Write', WriteRequest, WriteResponse);
