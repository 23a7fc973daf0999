namespace Bifrost.Domain.Identity;

/// <summary>An invite that was just made, with its token: the only time that it is known.</summary>
public sealed record IssuedInvite(Invite Invite, string Token);
