import type { PolicyDocument } from './policy.ts'

const allow = (...actions: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: actions, Resource: '*' },
})

const documents: ReadonlyMap<string, PolicyDocument> = new Map([
  ['AdministratorAccess', allow('*')],
  ['AdministratorAccess-AWSElasticBeanstalk', allow('elasticbeanstalk:*')],
  // The real one names every service; the verbs are what matters here.
  ['ReadOnlyAccess', allow('*:Describe*', '*:Get*', '*:List*')],
])

/** The AWS managed policy of that ARN in `partition`; null when there is none (also for another partition's ARN). */
export function findManagedPolicy(policyArn: string, partition: string): PolicyDocument | null {
  const prefix = `arn:${partition}:iam::aws:policy/`
  return policyArn.startsWith(prefix) ? (documents.get(policyArn.slice(prefix.length)) ?? null) : null
}
