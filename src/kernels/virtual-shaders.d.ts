declare module 'virtual:shaders' {
  const shaders: Record<string, import('./shader-source').ShaderSource>;
  export default shaders;
}
