namespace Bifrost.Web.Console.Overview;

/// <summary>A virtual key that ends soon.</summary>
/// <param name="ExpiresAt">UTC.</param>
public sealed record ExpiringKey(Guid Id, string Name, DateTime ExpiresAt);
