// Iteration as the embedded engine is quick at it. An iterator costs XS some 45 bytecodes a turn, an index a dozen, and
// iterators were a fifth of a plan. Where TypeScript knows that an array is gone through, taken apart or spread, an index does
// the same; where it does not know, nothing changes.

import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ts from 'typescript';

/** For esbuild: loads the sources of this tsconfig lowered. */
export function lowering(tsconfig) {
  return {
    name: 'lowering',
    setup(build) {
      const { config } = ts.readConfigFile(tsconfig, (path) => readFileSync(path, 'utf8'));
      const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(tsconfig));
      const program = ts.createProgram(fileNames, options);
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const source = program.getSourceFile(path);
        return source === undefined
          ? undefined
          : { contents: lower(source, program.getTypeChecker()), loader: 'ts' };
      });
    },
  };
}

/** The text of a source file with its loops, patterns and spreads of arrays lowered. */
function lower(source, checker) {
  const { transformed } = ts.transform(source, [(context) => (file) => visitor(context, checker)(file)]);
  return ts.createPrinter().printFile(transformed[0]);
}

function visitor(context, checker) {
  const { factory } = context;
  const isArray = (node) => every(checker.getTypeAtLocation(node));
  const every = (type) =>
    type.isUnion() ? type.types.every(every) : checker.isArrayType(type) || checker.isTupleType(type);

  const visit = (node) => {
    if (ts.isForOfStatement(node) && node.awaitModifier === undefined && isArray(node.expression))
      return loop(node);
    if (ts.isArrayBindingPattern(node) && isArray(node) && !node.elements.some(isRest)) return pattern(node);
    if (ts.isArrayLiteralExpression(node) && isSpread(node)) return concatenation(node);
    return ts.visitEachChild(node, visit, context);
  };

  /** `for (const x of a) …`: a is evaluated once, its length each time, as the array's own iterator has it. */
  const loop = (node) => {
    const array = factory.createUniqueName('array');
    const index = factory.createUniqueName('i');
    const element = factory.createElementAccessExpression(array, index);
    const [declaration] = node.initializer.declarations;
    const name = ts.visitNode(declaration.name, visit);
    const declared = factory.createVariableDeclarationList(
      [factory.createVariableDeclaration(name, undefined, undefined, element)],
      node.initializer.flags,
    );
    const body = ts.visitNode(node.statement, visit);
    return factory.createForStatement(
      factory.createVariableDeclarationList(
        [
          factory.createVariableDeclaration(index, undefined, undefined, factory.createNumericLiteral(0)),
          factory.createVariableDeclaration(
            array,
            undefined,
            undefined,
            ts.visitNode(node.expression, visit),
          ),
        ],
        ts.NodeFlags.Let,
      ),
      factory.createLessThan(index, factory.createPropertyAccessExpression(array, 'length')),
      factory.createPostfixIncrement(index),
      factory.createBlock([
        factory.createVariableStatement(undefined, declared),
        ...(ts.isBlock(body) ? body.statements : [body]),
      ]),
    );
  };

  const isRest = (element) => ts.isBindingElement(element) && element.dotDotDotToken !== undefined;

  /** `[a, , b]` as `{0: a, 2: b}`. */
  const pattern = (node) =>
    factory.createObjectBindingPattern(
      node.elements.flatMap((element, at) =>
        ts.isOmittedExpression(element)
          ? []
          : [
              factory.createBindingElement(
                undefined,
                factory.createNumericLiteral(at),
                ts.visitNode(element.name, visit),
                ts.visitNode(element.initializer, visit),
              ),
            ],
      ),
    );

  const isSpread = ({ elements }) =>
    elements.some(ts.isSpreadElement) &&
    elements.every((element) => !ts.isSpreadElement(element) || isArray(element.expression));

  /** `[...a, b, ...c]` as `[].concat(a, [b], c)`. */
  const concatenation = (node) => {
    const parts = [];
    let plain = [];
    const flush = () => {
      if (plain.length > 0) parts.push(factory.createArrayLiteralExpression(plain));
      plain = [];
    };
    for (const element of node.elements) {
      if (ts.isSpreadElement(element)) {
        flush();
        parts.push(ts.visitNode(element.expression, visit));
      } else plain.push(ts.visitNode(element, visit));
    }
    flush();
    const empty = factory.createArrayLiteralExpression([]);
    return factory.createCallExpression(
      factory.createPropertyAccessExpression(empty, 'concat'),
      undefined,
      parts,
    );
  };

  return (file) => ts.visitNode(file, visit);
}
