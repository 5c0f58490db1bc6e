import { gzipSync } from 'node:zlib'
import type { Service } from './action.ts'
import type { Answer } from './answer.ts'
import { createError, createTextAnswer, createXmlAnswer } from './answer.ts'
import { ApiError } from './api-error.ts'
import { formatExpiration } from './credentials-result.ts'
import type { AlteringEffect, ReplacingEffect } from './fault.ts'
import type { XmlNode } from './xml.ts'
import { findField, replaceFields } from './xml.ts'

/** The caller's own keys, for error messages that give them away. */
export interface EchoedKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/** The answer that stands in for the action's. */
export function createFaultAnswer(
  effect: ReplacingEffect,
  service: Service,
  requestId: string,
  keys: EchoedKeys,
): Answer {
  switch (effect.kind) {
    case 'error': {
      const message = effect.message
        .replaceAll('{accessKeyId}', () => keys.accessKeyId)
        .replaceAll('{secretAccessKey}', () => keys.secretAccessKey)
        .replaceAll('{sessionToken}', () => keys.sessionToken)
      const error = new ApiError(effect.code, effect.status, message)
      return createXmlAnswer(effect.status, createError(error, requestId), service, requestId)
    }
    case 'body':
      return createTextAnswer(effect.status ?? 200, effect.contentType, effect.text)
    case 'redirect':
      return createTextAnswer(302, 'text/plain', '', { Location: effect.location })
    case 'big-body':
      return createTextAnswer(200, 'text/xml', `<Padding>${'x'.repeat(effect.bytes)}</Padding>`)
    case 'gzip-bomb': {
      const body = gzipSync(Buffer.alloc(effect.bytes, 0x20))
      return { status: 200, headers: { 'Content-Type': 'text/xml', 'Content-Encoding': 'gzip' }, body }
    }
    case 'deep-xml':
      return createTextAnswer(200, 'text/xml', '<a>'.repeat(effect.depth) + '</a>'.repeat(effect.depth))
  }
}

/** A result with the values changed that effects change. */
export function alterResult(tree: XmlNode, effects: readonly AlteringEffect[], now: number): XmlNode {
  return effects.reduce((altered, effect) => {
    if (effect.kind === 'fields') return replaceFields(altered, effect.fields)
    if (effect.kind === 'expires-in')
      return replaceFields(altered, { Expiration: formatExpiration(now + effect.seconds * 1000) })
    if (effect.kind !== 'account') return altered
    const arn = findField(altered, 'Arn')?.split(':').with(4, effect.accountId).join(':') ?? null
    return replaceFields(altered, { Account: effect.accountId, ...(arn === null ? {} : { Arn: arn }) })
  }, tree)
}

/** An answer with its bytes and headers changed that effects change. */
export function alterAnswer(answer: Answer, effects: readonly AlteringEffect[]): Answer {
  let { body } = answer
  const headers: Record<string, string> = { ...answer.headers }
  for (const effect of effects) {
    if (effect.kind === 'content-type') headers['Content-Type'] = effect.contentType
    if (effect.kind === 'truncate') body = body.subarray(0, effect.bytes)
    if (effect.kind === 'dtd') body = Buffer.from(prefixDoctype(body.toString(), effect.variant))
  }
  return { ...answer, headers, body }
}

function prefixDoctype(xml: string, variant: 'external' | 'entity' | 'bomb'): string {
  if (variant === 'external') return `<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://evil.invalid/a.dtd">${xml}`
  const levels = variant === 'entity' ? 0 : 9
  const entities = ['<!ENTITY e0 "canary">']
  for (let level = 1; level <= levels; level++) entities.push(`<!ENTITY e${level} "${`&e${level - 1};`.repeat(10)}">`)
  // The entity goes to where a field's text begins.
  const used = xml.replace(/<(Arn|SessionToken|ApplicationName)>/, `$&&e${levels};`)
  return `<?xml version="1.0"?><!DOCTYPE a [${entities.join('')}]>${used}`
}
