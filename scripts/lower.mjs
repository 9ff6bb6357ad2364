// The planner's sources as the embedded engine is quick at them. XS optimizes nothing: an iterator costs it 45 bytecodes a turn,
// an index a dozen; a pattern ten for each name, a property four; and a regular expression is compiled each time it is come by.
// So loops over arrays go by index, patterns become properties, spreads of arrays are concatenated, and regular expressions are
// constants. What is an array TypeScript knows; where it does not, nothing changes.

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

/** The text of a source file with what is dear lowered. */
function lower(source, checker) {
  const { transformed } = ts.transform(source, [(context) => transformer(context, checker)]);
  return ts.createPrinter().printFile(transformed[0]);
}

function transformer(context, checker) {
  const { factory } = context;
  const isArray = (node) => isArrayType(checker.getTypeAtLocation(node));
  const isArrayType = (type) =>
    type.isUnion() ? type.types.every(isArrayType) : checker.isArrayType(type) || checker.isTupleType(type);

  /** Declarations of the regular expressions of a file. */
  let expressions = [];

  const visit = (node) => {
    if (ts.isForOfStatement(node) && node.awaitModifier === undefined) return loop(node);
    if (ts.isVariableDeclarationList(node)) return declarations(node);
    if (ts.isFunctionLike(node) && node.body !== undefined) return parameters(node);
    if (ts.isArrayLiteralExpression(node) && isSpread(node)) return concatenation(node);
    if (ts.isRegularExpressionLiteral(node) && isStateless(node)) return hoisted(node);
    return children(node);
  };
  const children = (node) => ts.visitEachChild(node, visit, context);
  const all = (nodes) => ts.visitNodes(nodes, visit);

  /** `for (const x of a) …` of an array: a is evaluated once, its length each time, as its own iterator has it. */
  const loop = (node) => {
    if (!ts.isVariableDeclarationList(node.initializer)) return children(node);
    const { name } = node.initializer.declarations[0];
    const { flags } = node.initializer;
    const expression = ts.visitNode(node.expression, visit);
    const body = ts.visitNode(node.statement, visit);
    const statements = ts.isBlock(body) ? body.statements : [body];
    const inside = (element) =>
      factory.createBlock([
        factory.createVariableStatement(undefined, list(taken(name, element), flags)),
        ...statements,
      ]);

    if (isArray(node.expression)) {
      const array = factory.createUniqueName('array');
      const index = factory.createUniqueName('index');
      return factory.createForStatement(
        list([declare(index, factory.createNumericLiteral(0)), declare(array, expression)], ts.NodeFlags.Let),
        factory.createLessThan(index, factory.createPropertyAccessExpression(array, 'length')),
        factory.createPostfixIncrement(index),
        inside(factory.createElementAccessExpression(array, index)),
      );
    }
    if (!isLowered(name)) return children(node);
    const element = factory.createUniqueName('element');
    const initializer = list([declare(element)], ts.NodeFlags.Const);
    return factory.updateForOfStatement(node, undefined, initializer, expression, inside(element));
  };

  const declare = (name, value) => factory.createVariableDeclaration(name, undefined, undefined, value);
  const list = (declared, flags) =>
    factory.createVariableDeclarationList(declared, flags & ts.NodeFlags.BlockScoped);

  /** Whether a pattern can be taken apart by properties: no rest, and brackets for arrays alone. */
  const isLowered = (name) =>
    !ts.isIdentifier(name) &&
    (ts.isObjectBindingPattern(name) || isArray(name)) &&
    name.elements.every(
      (element) =>
        ts.isOmittedExpression(element) ||
        (element.dotDotDotToken === undefined && (ts.isIdentifier(element.name) || isLowered(element.name))),
    );

  /** Declarations of the names of a pattern, which is taken from `value`; of a mere name, and any other pattern, as it is. */
  const taken = (name, value) => {
    if (!isLowered(name)) return [declare(ts.visitNode(name, visit), value)];
    const declared = [];
    let from = value;
    if (!ts.isIdentifier(value)) {
      from = factory.createUniqueName('taken');
      declared.push(declare(from, value));
    }
    name.elements.forEach((element, at) => {
      if (ts.isOmittedExpression(element)) return;
      let part = member(
        from,
        ts.isArrayBindingPattern(name) ? factory.createNumericLiteral(at) : key(element),
      );
      if (element.initializer !== undefined) {
        const given = factory.createUniqueName('given');
        declared.push(declare(given, part));
        const missing = factory.createStrictEquality(given, factory.createVoidZero());
        part = factory.createConditionalExpression(
          missing,
          undefined,
          ts.visitNode(element.initializer, visit),
          undefined,
          given,
        );
      }
      declared.push(...taken(element.name, part));
    });
    return declared;
  };
  const key = ({ propertyName, name }) => propertyName ?? name;
  const member = (from, key) => {
    if (ts.isIdentifier(key)) return factory.createPropertyAccessExpression(from, key.text);
    return factory.createElementAccessExpression(from, ts.isComputedPropertyName(key) ? key.expression : key);
  };

  const declarations = (node) =>
    list(
      node.declarations.flatMap(({ name, initializer }) =>
        initializer === undefined ? [declare(name)] : taken(name, ts.visitNode(initializer, visit)),
      ),
      node.flags,
    );

  /** A function whose parameters are patterns takes them apart in its body. */
  const parameters = (node) => {
    const { body } = node;
    const last = node.parameters.findLastIndex(({ name }) => isLowered(name));
    // What stands behind may be made of the pattern's names.
    if (last < 0 || node.parameters.slice(last + 1).some(({ initializer }) => initializer !== undefined)) {
      return children(node);
    }
    const declared = [];
    const named = node.parameters.map((parameter) => {
      if (!isLowered(parameter.name)) return ts.visitNode(parameter, visit);
      const name = factory.createUniqueName('parameter');
      declared.push(...taken(parameter.name, name));
      const initializer = ts.visitNode(parameter.initializer, visit);
      return factory.createParameterDeclaration(
        undefined,
        undefined,
        name,
        undefined,
        undefined,
        initializer,
      );
    });
    const inside = ts.isBlock(body)
      ? all(body.statements)
      : [factory.createReturnStatement(ts.visitNode(body, visit))];
    const block = factory.createBlock([
      factory.createVariableStatement(undefined, list(declared, ts.NodeFlags.Const)),
      ...inside,
    ]);
    const { modifiers } = node;
    if (ts.isArrowFunction(node))
      return factory.createArrowFunction(modifiers, undefined, named, undefined, undefined, block);
    if (ts.isConstructorDeclaration(node))
      return factory.createConstructorDeclaration(modifiers, named, block);
    const { asteriskToken, name } = node;
    if (ts.isFunctionDeclaration(node))
      return factory.createFunctionDeclaration(
        modifiers,
        asteriskToken,
        name,
        undefined,
        named,
        undefined,
        block,
      );
    if (ts.isMethodDeclaration(node))
      return factory.createMethodDeclaration(
        modifiers,
        asteriskToken,
        name,
        undefined,
        undefined,
        named,
        undefined,
        block,
      );
    return children(node);
  };

  const isSpread = ({ elements }) =>
    elements.some(ts.isSpreadElement) &&
    elements.every((element) => !ts.isSpreadElement(element) || isArray(element.expression));

  /** `[...a, b, ...c]` as `[].concat(a, [b], c)`. */
  const concatenation = ({ elements }) => {
    const parts = [];
    let plain = [];
    const flush = () => {
      if (plain.length > 0) parts.push(factory.createArrayLiteralExpression(plain));
      plain = [];
    };
    for (const element of elements) {
      if (ts.isSpreadElement(element)) {
        flush();
        parts.push(ts.visitNode(element.expression, visit));
      } else plain.push(ts.visitNode(element, visit));
    }
    flush();
    const concat = factory.createPropertyAccessExpression(factory.createArrayLiteralExpression([]), 'concat');
    return factory.createCallExpression(concat, undefined, parts);
  };

  /** Whether each use of a regular expression begins anew: it has no lastIndex, or what it is given to sets that first. */
  const isStateless = ({ text, parent }) => {
    const flags = text.slice(text.lastIndexOf('/') + 1);
    if (!/[gy]/.test(flags)) return true;
    return (
      !flags.includes('y') &&
      ts.isCallExpression(parent) &&
      ts.isPropertyAccessExpression(parent.expression) &&
      /^(replace|replaceAll|matchAll)$/.test(parent.expression.name.text)
    );
  };

  /** Compiled once, by the build, rather than each time it is come by. */
  const hoisted = (node) => {
    const name = factory.createUniqueName('expression');
    expressions.push(declare(name, node));
    return name;
  };

  return (file) => {
    expressions = [];
    const statements = all(file.statements);
    const constants = factory.createVariableStatement(undefined, list(expressions, ts.NodeFlags.Const));
    return factory.updateSourceFile(file, expressions.length === 0 ? statements : [constants, ...statements]);
  };
}
