using System.Security.Claims;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.SignIn;

/// <summary>Whether a session still stands: asked on each request, every few seconds in a circuit, and before each command.</summary>
internal sealed class OperatorSessions(IDbContextFactory<BifrostDbContext> contexts, TimeProvider time)
{
    /// <summary>A session ends after this long without a person's doing.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>A session ends after this long whatever happens.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>The operator of a session that still stands; null when it is too old, or the operator was disabled or changed since.</summary>
    public async Task<Operator?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken = default)
    {
        if (OperatorClaims.IdOf(user) is not { } id || time.GetUtcNow() - OperatorClaims.StartOf(user) > Longest)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        return person is { DisabledAt: null } && person.SecurityStamp == OperatorClaims.StampOf(user) ? person : null;
    }
}
