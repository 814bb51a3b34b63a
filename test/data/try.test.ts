import { test } from 'vitest';
import { loadDataset } from '../../src/data';
import { compileExpression } from '../../src/data/expression';
import { resolve } from '../../src/spec';
import { memoryFiles } from './memory-files';
test('try', async () => {
  const t = async (text: string, extra: object = {}, piece?: number) => {
    try {
      const d = await loadDataset(resolve({ data: { kind: 'csv', path: 'a.csv', features: 'x', targets: 'y', featureScaling: 'none', targetScaling: 'none', ...extra } }).data, 1, memoryFiles({ 'a.csv': text }, piece));
      console.log(d.description, [...d.train.x], [...d.train.y], [...d.validation.x], JSON.stringify(d.features));
    } catch (e) { console.log(String(e), e instanceof Error && e.name !== 'ThetascapeError' ? e.stack : ''); }
  };
  await t('x,y\n1,2\n3,4\n5,6\n7,8\n');
  await t('\uFEFFx;y\r\n1;2\r\n3;4\r\n5;6\r\n', {}, 1);
  await t('x\ty\r1\t2\r3\t4');
  await t('"x","y"\n"1","2"\n"3",4\n', {}, 2);
  await t(''); await t('\n\n'); await t('x,y\n'); await t('x,y\n1,2\n'); await t('x,y\n1,2\n1,a\n'); await t('x,y\n1,2\n1,\n');
  await t('x,y\n1,2\n1\n'); await t('x,y\n1,2\n1,0x10\n'); await t('x,y\n1,2\n1,1e400\n'); await t('x;y\n1;2\n1;2,5\n');
  await t('x,y,x\n1,2,3\n3,4,5\n'); await t('xx,y\n1,2\n'); await t('1,2\n3,4\n'); await t('1,2\n3,4\n5,6\n', { header: false, features: 'column1', targets: 'column2' });
  await t('__proto__,y\n1,2\n3,4\n', { features: '__proto__' }); await t('x,y\n1,2\n"1,2\n3,4\n'); await t('x,y\n1,2\n"1"a,2\n3,4\n', {}, 3);
  await t('a,x,y\n"q\nq",1,2\n,3,x\n,5,6'); await t('a,x,y\n"q\nq",1,2\n,3,x\n,5,6', { missing: 'drop' });
  await t('x,y\n1,2\n1,4\n1,6\n', { featureScaling: 'standardise', targetScaling: 'min-max' });
  await t('x\0,y\n'); await t('a'.repeat(2e6)); await t('x,y\n' + '1'.repeat(2e6));
  const big = 'x,y\n' + Array.from({ length: 1e6 }, (_, i) => `${i},${Math.sin(i)}`).join('\n');
  let t0 = performance.now(); const d = await loadDataset(resolve({ data: { kind: 'csv', path: 'a.csv', features: 'x', targets: 'y' } }).data, 1, memoryFiles({ 'a.csv': big })); console.log('1M rows', performance.now() - t0, d.description);
  t0 = performance.now(); await loadDataset(resolve({ data: { kind: 'csv', path: 'a.csv', features: 'x', targets: 'y' } }).data, 1, memoryFiles({ 'a.csv': big.replaceAll('\n', '"\n"').replaceAll(',', '","').replace(/$/, '"').replace(/^/, '"') }));console.log('1M quoted rows', performance.now() - t0);
  for (const e of ['sin(x)', '-x^2', '(-x)^2', '2^-x', '2^3^2', '2**3**2', '--x^2', '-2^2*3', 'x<3 ? 1 : 2', 'max(x, 4)', 'pi*e', 'sni(x)', 'sin x', 'y+1', 'x.y', 'x[0]', '"a"', 'x; y', 'x x', 'max(1)', 'this', 'constructor', '__proto__', 'constructor(x)', 'x = 3', '1e999', '2x', '(', '()', 'sin()', '', '1,5*x', 'x +', '!x', 'x && 1', 'x?.y', '3 % 2', '(x)(x)', 'x===3', 'sin(x', 'sin + sin(x)', '-x**2', '(1 - cos(x))', '−x', 'x | 3','toString'])
    try { console.log(e, '=>', compileExpression(e)(2)); } catch (error) { console.log(e, '=>', String(error), error instanceof Error && error.name !== 'ThetascapeError' ? error.stack : ''); }
});
