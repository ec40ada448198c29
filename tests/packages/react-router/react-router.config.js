export default { ssr: true, buildDirectory: 'node_modules/.cache/build' };
