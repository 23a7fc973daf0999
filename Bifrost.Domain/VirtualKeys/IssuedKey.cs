namespace Bifrost.Domain.VirtualKeys;

/// <summary>A key that was just made or rotated, with its secret: the only time that it is known.</summary>
public sealed record IssuedKey(VirtualKey Key, string Secret);
