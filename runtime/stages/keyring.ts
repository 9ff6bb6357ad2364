/** A session keyring of the container's own, so that it cannot read the caller's: keyrings(7). Not in config.json. */
import type { Stage } from '../plan/stage.ts';

export const keyring: Stage = {
  name: 'keyring',
  config: [],
  plan: ({ id, options }) =>
    options.noNewKeyring ? [] : [{ op: 'keyring', in: 'container', name: `_ses.${id}`, origin: '' }],
};
