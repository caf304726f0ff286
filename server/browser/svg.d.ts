// deploy/build.mjs makes a text of each icon.
declare module "*.svg" {
  const text: string;
  export default text;
}
