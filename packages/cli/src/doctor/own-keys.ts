/** Every `awsx_*` key that a profile may have; the README has the same table. */
export const ownProfileKeys: readonly string[] = [
  'awsx_mfa',
  'awsx_mfa_max_age',
  'awsx_policy',
  'awsx_policy_arns',
  'awsx_role_arn',
  'awsx_saml',
  'awsx_session',
  'awsx_session_duration',
  'awsx_source_profile',
  'awsx_sso_account_id',
  'awsx_sso_session',
]
