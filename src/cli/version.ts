/** Put in by the bundler, so that no file is read to know it. */
declare const __TIDEMILL_VERSION__: string | undefined

/** The version of the package; `development` when the sources run as they are. */
export const version = typeof __TIDEMILL_VERSION__ === 'string' ? __TIDEMILL_VERSION__ : 'development'
