/** Stands for a module that unit tests load without using it. */
module.exports = {};
