namespace Bifrost.Domain.Persistence;

/// <summary>The database was sealed under another master key: nothing of it can be read, and nothing must be written.</summary>
public sealed class WrongMasterKeyException() : Exception("The master key does not open this database.");
