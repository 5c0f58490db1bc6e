import { evaluateIdentity, notAuthorized } from './access.ts'
import type { ActionInput, Service } from './action.ts'
import { ApiError } from './api-error.ts'
import type { Caller } from './caller.ts'
import { createCallerContext } from './caller.ts'
import { throwProblems, checkText } from './constraint.ts'
import type { Application } from './entity.ts'
import { readList } from './query.ts'
import type { XmlNode } from './xml.ts'

/**
 * AWS Elastic Beanstalk, as much as shows what credentials may do: DescribeApplications reads, UpdateApplication
 * writes. Source: Elastic Beanstalk API reference.
 */
export const elasticBeanstalk: Service = {
  name: 'elasticbeanstalk',
  version: '2010-12-01',
  namespace: 'http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/',
  actions: new Map([
    ['DescribeApplications', { isSigned: true, run: describeApplications }],
    ['UpdateApplication', { isSigned: true, run: updateApplication }],
  ]),
}

function describeApplications(input: ActionInput, caller: Caller): readonly XmlNode[] {
  authorize(input, caller, 'DescribeApplications', '*')
  const wanted = readList(input.parameters, 'ApplicationNames').map((member) => member.get(''))
  const applications = input.world
    .listApplications(caller.accountId, input.region)
    .filter(({ applicationName }) => wanted.length === 0 || wanted.includes(applicationName))
  return [['Applications', applications.map((one) => ['member', writeApplication(one, input, caller)])]]
}

function updateApplication(input: ActionInput, caller: Caller): readonly XmlNode[] {
  const applicationName = input.parameters.get('ApplicationName') ?? null
  throwProblems(checkText('applicationName', applicationName, { required: true, minimum: 1, maximum: 100 }))
  authorize(input, caller, 'UpdateApplication', `application/${applicationName}`)
  const application = input.world
    .listApplications(caller.accountId, input.region)
    .find((one) => one.applicationName === applicationName)
  if (application === undefined)
    throw new ApiError('InvalidParameterValue', 400, `No Application named '${applicationName}' found.`)
  const description = input.parameters.get('Description') ?? application.description
  const updated = { ...application, description }
  input.world.addApplication({ ...updated, accountId: caller.accountId })
  return [['Application', writeApplication(updated, input, caller)]]
}

function authorize(input: ActionInput, caller: Caller, action: string, resource: string): void {
  const request = {
    action: `elasticbeanstalk:${action}`,
    resource: resource === '*' ? toArn(input, caller, 'application/*') : toArn(input, caller, resource),
    context: createCallerContext(caller, input.region, input.now),
  }
  const decision = evaluateIdentity(caller, request)
  if (decision === 'explicit-deny')
    throw notAuthorized(caller, request, ' with an explicit deny in an identity-based policy')
  if (decision === 'implicit-deny')
    throw notAuthorized(caller, request, ` because no identity-based policy allows the ${request.action} action`)
}

function writeApplication(application: Application, input: ActionInput, caller: Caller): readonly XmlNode[] {
  const { applicationName, description, createdAt } = application
  const created = new Date(createdAt).toISOString()
  return [
    ['ApplicationArn', toArn(input, caller, `application/${applicationName}`)],
    ['ApplicationName', applicationName],
    ['Description', description],
    ['DateCreated', created],
    ['DateUpdated', created],
    ['ConfigurationTemplates', []],
  ]
}

function toArn({ region }: ActionInput, { partition, accountId }: Caller, resource: string): string {
  return `arn:${partition}:elasticbeanstalk:${region}:${accountId}:${resource}`
}
