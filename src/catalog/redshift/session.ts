import { entriesOf, type FunctionEntry, refused } from '../entry.ts'

const fn = entriesOf('session')

function none(names: string, summary: string, help: string): readonly FunctionEntry[] {
  const [name, ...aliases] = names.trim().split(/\s+/)
  return name ? [fn(name, [0, null], summary, refused(help), { aliases })] : []
}

/** What only a cluster knows. */
export const redshiftSession = [
  ...none(
    `has_table_privilege has_any_column_privilege has_assumerole_privilege has_column_privilege has_database_privilege
    has_function_privilege has_language_privilege has_schema_privilege has_sequence_privilege has_tablespace_privilege
    pg_has_role role_is_member_of user_is_member_of`,
    'What a user may do.',
    'A local database has neither users nor rights. Keep this model on Redshift.',
  ),
  ...none(
    `format_type col_description format_encoding obj_description pg_get_constraintdef pg_get_expr pg_get_indexdef
    pg_get_late_binding_view_cols pg_get_cols pg_get_userbyid pg_get_viewdef pg_table_is_visible shobj_description`,
    'What is in the catalogue of the cluster.',
    'A local database has no catalogue of Redshift’s. Keep this model on Redshift.',
  ),
  ...none(
    `pg_backend_pid current_aws_account current_namespace current_schemas current_user_id default_iam_role
    explain_model pg_cancel_backend pg_get_grantee_by_iam_role pg_get_iam_role_by_user pg_get_session_roles
    pg_last_copy_count pg_last_copy_id pg_last_query_id pg_last_unload_count pg_last_unload_id pg_terminate_backend
    slice_num sql_keywords`,
    'What the cluster is doing, and where.',
    'A local database is no cluster.',
  ),
]
