/**
 * A formula in x as a function, without eval: jsep parses, and only what is listed here is taken.
 *
 * `^` and `**` are powers, bind tighter than a sign before them (−x^2 is −(x^2)) and group from the right; comparisons
 * give 1 or 0; `log` is the natural logarithm.
 */
import jsep from 'jsep';
import { ThetascapeError } from '../errors';
import { suggest } from '../suggest';

type Evaluate = (x: number) => number;
/** Marked by the hook below: whether the node stood in parentheses, which jsep itself forgets. */
type Node = jsep.Expression & { grouped?: boolean };

const LONGEST = 1000;
const DEEPEST = 100;
const CONSTANTS = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);
const UNARY_FUNCTIONS = new Map<string, (value: number) => number>([
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['asin', Math.asin],
  ['acos', Math.acos],
  ['atan', Math.atan],
  ['sinh', Math.sinh],
  ['cosh', Math.cosh],
  ['tanh', Math.tanh],
  ['exp', Math.exp],
  ['log', Math.log],
  ['sqrt', Math.sqrt],
  ['abs', Math.abs],
  ['floor', Math.floor],
  ['ceil', Math.ceil],
  ['round', Math.round],
  ['sign', Math.sign],
  ['step', (value) => (value < 0 ? 0 : 1)],
]);
const BINARY_FUNCTIONS = new Map<string, (a: number, b: number) => number>([
  ['pow', Math.pow],
  ['min', Math.min],
  ['max', Math.max],
]);
const POWERS = ['^', '**'];
const OPERATORS = new Map<string, (a: number, b: number) => number>([
  ['+', (a, b) => a + b],
  ['-', (a, b) => a - b],
  ['*', (a, b) => a * b],
  ['/', (a, b) => a / b],
  ['%', (a, b) => a % b],
  ['^', Math.pow],
  ['**', Math.pow],
  ['<', (a, b) => Number(a < b)],
  ['<=', (a, b) => Number(a <= b)],
  ['>', (a, b) => Number(a > b)],
  ['>=', (a, b) => Number(a >= b)],
  ['==', (a, b) => Number(a === b)],
  ['!=', (a, b) => Number(a !== b)],
  ['&&', (a, b) => Number(a !== 0 && b !== 0)],
  ['||', (a, b) => Number(a !== 0 || b !== 0)],
]);
const FOREIGN = /[^\w\s.+\-*/%^(),<>=!&|?:]/u;

jsep.addBinaryOp('^', 11, true);
jsep.removeAllLiterals();
jsep.hooks.add('gobble-token', function (env) {
  if (this.char !== '(') return;
  const node = this.gobbleGroup();
  if (!node) this.throwError('Empty parentheses');
  env.node = { ...node, grouped: true };
});

/**
 * Compiles a formula such as `sin(2 * x) / (1 + x^2)`.
 *
 * @throws ThetascapeError with the position of what cannot be taken
 */
export function compileExpression(text: string): Evaluate {
  if (text.length > LONGEST) fail(text, `is longer than ${LONGEST} characters`);
  const foreign = FOREIGN.exec(text);
  if (foreign) fail(text, `has an unexpected "${foreign[0]}"`, foreign.index);
  if (depthOf(text) > DEEPEST) fail(text, `has parentheses more than ${DEEPEST} deep`);
  return new Compiler(text).compile(parse(text));
}

function parse(text: string): Node {
  try {
    return jsep(text);
  } catch (error) {
    const index =
      error instanceof Error && 'index' in error && typeof error.index === 'number' ? error.index : undefined;
    const what = error instanceof Error && 'description' in error ? String(error.description) : 'cannot be read';
    return fail(text, `cannot be read: ${what}`, index);
  }
}

function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === '(') deepest = Math.max(deepest, ++depth);
    if (character === ')') depth--;
  }
  return deepest;
}

class Compiler {
  constructor(readonly text: string) {}

  compile(node: Node): Evaluate {
    if (isLiteral(node)) return this.literal(node);
    if (isIdentifier(node)) return this.name(node.name);
    if (isUnary(node)) return this.signed(node);
    if (isBinary(node)) return this.binary(node);
    if (isConditional(node)) return this.choice(node);
    if (isCall(node)) return this.call(node);
    if (node.type === 'Compound' || node.type === 'SequenceExpression') {
      return fail(this.text, 'must be a single expression; write * between factors');
    }
    return fail(
      this.text,
      'has something else than numbers, x, functions and operators',
      this.text.search(/[A-Za-z_)]\s*\??\./),
    );
  }

  literal({ value, raw }: jsep.Literal): Evaluate {
    return typeof value === 'number' ? () => value : fail(this.text, `has an unexpected ${raw}`);
  }

  name(name: string): Evaluate {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return () => constant;
    if (name === 'x') return (x) => x;
    if (isFunction(name))
      return fail(this.text, `needs parentheses after "${name}"`, this.position(name, '(?!\\w|\\s*\\()'));
    const known = ['x', ...CONSTANTS.keys(), ...functionNames()];
    return fail(this.text, `has an unknown name "${name}"`, this.position(name, '(?!\\w)'), suggest(name, known));
  }

  signed({ operator, argument }: jsep.UnaryExpression): Evaluate {
    const value = this.compile(argument);
    if (operator === '-') return (x) => -value(x);
    return operator === '+' ? value : fail(this.text, `has an unexpected "${operator}"`, this.text.indexOf(operator));
  }

  binary(node: jsep.BinaryExpression): Evaluate {
    const left: Node = node.left;
    if (POWERS.includes(node.operator) && isUnary(left) && left.grouped !== true) {
      // jsep reads −x^2 as (−x)^2: the sign is moved out.
      return this.signed({ ...left, argument: { ...node, left: left.argument } });
    }
    const operate = OPERATORS.get(node.operator);
    if (!operate) return fail(this.text, `has an unexpected "${node.operator}"`, this.text.indexOf(node.operator));
    const [a, b] = [this.compile(left), this.compile(node.right)];
    return (x) => operate(a(x), b(x));
  }

  choice(node: jsep.ConditionalExpression): Evaluate {
    const [test, yes, no] = [this.compile(node.test), this.compile(node.consequent), this.compile(node.alternate)];
    return (x) => (test(x) !== 0 ? yes(x) : no(x));
  }

  call(node: jsep.CallExpression): Evaluate {
    const name = isIdentifier(node.callee) ? node.callee.name : '';
    const at = this.position(name, '\\s*\\(');
    if (!isFunction(name)) fail(this.text, `has an unknown function "${name}"`, at, suggest(name, functionNames()));
    const values = node.arguments.map((argument) => this.compile(argument));
    const [a, b] = values;
    const unary = UNARY_FUNCTIONS.get(name);
    if (unary && a && values.length === 1) return (x) => unary(a(x));
    const binary = BINARY_FUNCTIONS.get(name);
    if (binary && a && b && values.length === 2) return (x) => binary(a(x), b(x));
    return fail(this.text, `has ${name}() with ${values.length} arguments instead of ${unary ? 1 : 2}`, at);
  }

  /** Where a name stands, -1 if nowhere: jsep keeps no positions. */
  position(name: string, followed: string): number {
    return this.text.search(new RegExp(`(?<![\\w.])${name}${followed}`));
  }
}

function isFunction(name: string): boolean {
  return UNARY_FUNCTIONS.has(name) || BINARY_FUNCTIONS.has(name);
}

function functionNames(): string[] {
  return [...UNARY_FUNCTIONS.keys(), ...BINARY_FUNCTIONS.keys()];
}

function fail(text: string, what: string, index?: number, hint = ''): never {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const place = index === undefined || index < 0 ? '' : ` at character ${index + 1}`;
  throw new ThetascapeError(`data.expression "${shown}" ${what}${place}.${hint}`);
}

const isLiteral = (node: Node): node is jsep.Literal => node.type === 'Literal';
const isIdentifier = (node: Node): node is jsep.Identifier => node.type === 'Identifier';
const isUnary = (node: Node): node is jsep.UnaryExpression & Node => node.type === 'UnaryExpression';
const isBinary = (node: Node): node is jsep.BinaryExpression => node.type === 'BinaryExpression';
const isConditional = (node: Node): node is jsep.ConditionalExpression => node.type === 'ConditionalExpression';
const isCall = (node: Node): node is jsep.CallExpression => node.type === 'CallExpression';
