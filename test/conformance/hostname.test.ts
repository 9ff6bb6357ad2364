import { conformance } from './harness.ts';

conformance('hostname is the name that the container sees', {}, async (t, box) => {
  const { hostname } = await box.facts({ hostname: 'a-name.of-its-own' });
  t.equal(hostname, 'a-name.of-its-own');
});
