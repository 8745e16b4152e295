import { homedir } from 'node:os'
import { join } from 'node:path'

/** The host name of a person's own space, unless they chose another. */
export const DEFAULT_HOST = 'datomspace'

/**
 * Where a person's own space is kept on this system when nothing else was said: the same for the app,
 * the command line and scripts, so that all of them find the one space.
 *
 * `DATOMSPACE_STORAGE` wins; else the data folder of the platform (XDG Base Directory Specification on
 * Linux).
 */
export function defaultStorage(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir()
): string {
  if (environment.DATOMSPACE_STORAGE) return environment.DATOMSPACE_STORAGE
  return join(dataFolder(environment, platform, home), 'datomspace', 'space')
}

/** `DATOMSPACE_HOST`, else the default. */
export function defaultHost(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.DATOMSPACE_HOST || DEFAULT_HOST
}

function dataFolder(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  if (platform === 'win32') return environment.APPDATA ?? join(home, 'AppData', 'Roaming')
  return environment.XDG_DATA_HOME || join(home, '.local', 'share')
}
