namespace Bifrost.Domain.Identity;

/// <summary>An admin token that was just made, with its secret: the only time that it is known.</summary>
public sealed record IssuedToken(AdminToken Token, string Secret);
