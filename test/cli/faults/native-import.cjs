// import() as Node has it: vitest's own would take the built bljh through its transformations.
module.exports = (file) => import(file);
