/** How the settings that belong to one family of systems are edited. */
export interface FamilyForm<Config, Form> {
  formOf(config: Config): Form
  /** The settings that a form stands for; a field that must not be empty may be null. */
  settingsOf(form: Form): Record<string, unknown>
  /** The paths that have a field of their own. */
  readonly paths: readonly string[]
}
