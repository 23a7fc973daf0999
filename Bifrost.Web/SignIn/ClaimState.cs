using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.SignIn;

/// <summary>Whether the installation has its first operator. Once claimed it stays so; until then the database is asked.</summary>
internal sealed class ClaimState(IDbContextFactory<BifrostDbContext> contexts)
{
    private volatile bool _claimed;

    public async ValueTask<bool> IsClaimedAsync(CancellationToken cancellationToken = default)
    {
        if (_claimed)
        {
            return true;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return _claimed = await db.Installations.AnyAsync(i => i.ClaimedAt != null, cancellationToken);
    }
}
