import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { md5 } from '../../../src/util/hash.ts'

export interface StubObject {
  readonly key: string
  readonly content: Uint8Array
  readonly storageClass?: string
  /** ISO. */
  readonly modifiedAt?: string
}

/** A request as S3 got it: its parameters and what it asks of an object. */
export interface StubRequest {
  readonly path: string
  readonly parameters: URLSearchParams
  readonly range: string | null
  readonly headers: IncomingMessage['headers']
}

/** What the server answers in place of what it has; null for that. `cut` breaks the connection off within the content. */
export type StubFault = { readonly status: number; readonly code: string; readonly message?: string } | 'cut' | null

/**
 * A server that answers as S3 does to ListObjectsV2 and GetObject, of objects in any number, and that can fail. What it
 * has may be changed at any time.
 */
export class StubServer {
  readonly requests: StubRequest[] = []
  /** In the order of their keys. */
  objects: readonly StubObject[] = []
  /** How long an answer takes. */
  delayMs = 0
  keepsRequests = true
  fault: (request: StubRequest) => StubFault = () => null
  readonly #server = createServer((request, response) => {
    if (this.delayMs === 0) this.#answer(request, response)
    else setTimeout(() => this.#answer(request, response), this.delayMs)
  })

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(incoming: IncomingMessage, response: ServerResponse): void {
    const url = new URL(incoming.url ?? '/', this.endpoint)
    const request: StubRequest = {
      path: decodeURIComponent(url.pathname),
      parameters: url.searchParams,
      range: incoming.headers.range ?? null,
      headers: incoming.headers,
    }
    if (this.keepsRequests) this.requests.push(request)
    const fault = this.fault(request)
    const [, , ...key] = request.path.split('/')
    if (fault !== null && fault !== 'cut') refuse(response, fault.status, fault.code, fault.message)
    else if (key.join('/') === '') this.#list(request, response)
    else this.#get(key.join('/'), request, response, fault === 'cut')
  }

  #list({ parameters }: StubRequest, response: ServerResponse): void {
    const prefix = parameters.get('prefix') ?? ''
    const after = parameters.get('continuation-token') ?? parameters.get('start-after') ?? ''
    const delimiter = parameters.get('delimiter') ?? ''
    const limit = Number(parameters.get('max-keys') ?? 1000)
    const contents: string[] = []
    const prefixes: string[] = []
    let last = ''
    let isTruncated = false
    for (const object of this.#from(after)) {
      if (!object.key.startsWith(prefix)) {
        if (object.key > prefix) break
        continue
      }
      const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
      const common = cut < 0 ? null : object.key.slice(0, cut + 1)
      if (common !== null && (common === prefixes.at(-1) || (after !== '' && after.startsWith(common)))) {
        last = object.key
        continue
      }
      if (contents.length + prefixes.length === limit) {
        isTruncated = true
        break
      }
      if (common !== null) prefixes.push(common)
      else contents.push(contentsOf(object))
      last = object.key
    }
    const next = isTruncated ? `<NextContinuationToken>${escaped(last)}</NextContinuationToken>` : ''
    const common = prefixes.map((one) => `<CommonPrefixes><Prefix>${escaped(one)}</Prefix></CommonPrefixes>`)
    response.setHeader('content-type', 'application/xml')
    response.end(
      `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}${common.join('')}</ListBucketResult>`,
    )
  }

  /** The objects behind a key. */
  *#from(after: string): Generator<StubObject> {
    for (let index = this.#behind(after); index < this.objects.length; index++) yield this.objects[index] as StubObject
  }

  /** How many objects have no later key. */
  #behind(key: string): number {
    let [low, high] = [0, this.objects.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.objects[middle] as StubObject).key <= key) low = middle + 1
      else high = middle
    }
    return low
  }

  #get(key: string, { range, headers }: StubRequest, response: ServerResponse, isCut: boolean): void {
    const object = this.objects[this.#behind(key) - 1]
    const etag = object && etagOf(object)
    if (!object || !etag || object.key !== key) {
      refuse(response, 404, 'NoSuchKey')
      return
    }
    // As S3, with quotes or without.
    if (headers['if-match'] !== undefined && headers['if-match'] !== etag && `"${headers['if-match']}"` !== etag) {
      refuse(response, 412, 'PreconditionFailed')
      return
    }
    if (object.storageClass === 'GLACIER') {
      refuse(response, 403, 'InvalidObjectState')
      return
    }
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
    const content = start === undefined ? object.content : object.content.slice(Number(start), Number(end) + 1)
    response.writeHead(start === undefined ? 200 : 206, {
      etag,
      'content-length': content.length,
      'last-modified': new Date(object.modifiedAt ?? writtenAt).toUTCString(),
    })
    if (!isCut) response.end(content)
    else response.write(content.slice(0, Math.floor(content.length / 2)), () => response.destroy())
  }
}

const writtenAt = '2026-01-02T03:04:05.000Z'

const etags = new WeakMap<Uint8Array, string>()

function etagOf({ content }: StubObject): string {
  const etag = etags.get(content) ?? `"${md5(content)}"`
  etags.set(content, etag)
  return etag
}

function contentsOf(object: StubObject): string {
  const { key, content, storageClass = 'STANDARD', modifiedAt = writtenAt } = object
  return `<Contents><Key>${escaped(key)}</Key><LastModified>${modifiedAt}</LastModified><ETag>${escaped(etagOf(object))}</ETag><Size>${content.length}</Size><StorageClass>${storageClass}</StorageClass></Contents>`
}

function refuse(response: ServerResponse, status: number, code: string, message = `It is ${code}.`): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`)
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}
