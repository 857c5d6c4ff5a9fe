import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { sessionPath, sessionRequest } from '../../shared/protocol/loopbackAccess.ts';
import type { Access } from './access.ts';
import type { Assets } from './assets.ts';
import { judgeOrigin } from './requestOrigin.ts';
import { securityHeaders } from './securityHeaders.ts';

export interface RequestContext {
  readonly access: Access;
  readonly assets: Assets;
  readonly port: number;
}

interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const maxBodyBytes = 1_024;

/** Files of the build by GET, and the one exchange of the launch token by POST. Nothing else is here. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
): Promise<void> {
  const reply = await decideReply(request, context);
  response.writeHead(reply.status, {
    ...securityHeaders(context.port),
    'Content-Type': reply.contentType,
    'Content-Length': Buffer.byteLength(reply.body),
    ...reply.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}

async function decideReply(request: IncomingMessage, context: RequestContext): Promise<Reply> {
  const verdict = judgeOrigin(request.headers, context.port, { originRequired: request.method === 'POST' });
  if (verdict !== 'ours') return refusal(403, 'This address is not the one of this host.');
  const path = request.url?.split('?', 1)[0] ?? '';
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return replyWithAsset(path, context.assets);
    case 'POST':
      return path === sessionPath
        ? replyWithSession(request, context.access)
        : refusal(404, 'Nothing is here.');
    default:
      return refusal(405, 'Only GET, HEAD and POST are answered.', { Allow: 'GET, HEAD, POST' });
  }
}

function replyWithAsset(path: string, assets: Assets): Reply {
  const asset = assets.get(path);
  return asset
    ? { status: 200, contentType: asset.contentType, body: asset.bytes }
    : refusal(404, 'Nothing is here.');
}

async function replyWithSession(request: IncomingMessage, access: Access): Promise<Reply> {
  // A page of another origin cannot send this type without asking first, and nobody answers such a question.
  if (request.headers['content-type'] !== 'application/json') return refusal(415, 'JSON is expected.');
  // The parser holds the body to the announced length, so that one look at it is enough.
  if (!(Number(request.headers['content-length']) <= maxBodyBytes)) {
    return refusal(413, 'That is too long, or says no length.', { Connection: 'close' });
  }
  const parsed = sessionRequest.safeParse(parseJson(await readText(request)));
  if (!parsed.success) return refusal(400, 'A token is expected.');
  const session = access.exchange(parsed.data.token);
  if (session === undefined) {
    return refusal(401, 'This link is not valid, or has been used already. Start "signalbox serve" again.');
  }
  return { status: 200, contentType: 'application/json; charset=utf-8', body: JSON.stringify({ session }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // answered by the schema: a token is expected
  }
}

function refusal(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, contentType: 'text/plain; charset=utf-8', body, headers };
}
