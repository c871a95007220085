exports.handler = async () => { broken(
