import { existsSync, readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { parseConfig, validateText } from '../../runtime/spec/parse.ts';

const samples = new URL('../../../shared/engines/samples/', import.meta.url);

if (!existsSync(samples)) {
  t.test('the configs that engines wrote', { skip: 'they are not beside the project' }, (t) => t.end());
} else {
  for (const file of readdirSync(samples)) {
    t.test(`${file} is accepted as it is`, (t) => {
      const text = readFileSync(new URL(file, samples), 'utf8');
      const { value, warnings } = parseConfig(text, file);
      t.strictSame(value, JSON.parse(text));
      // Buildah raises capabilities that it did not make inheritable.
      const expected = file === 'buildah.config.json' ? ['/process/capabilities/ambient'] : [];
      t.strictSame(
        warnings.map(({ property }) => property),
        expected,
      );
      t.strictSame(
        validateText(text).map(({ level, property }) => [level, property]),
        expected.map((at) => ['warning', at]),
      );
      t.end();
    });
  }
}
