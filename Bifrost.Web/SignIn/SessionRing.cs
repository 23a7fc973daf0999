using Bifrost.Domain.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.SignIn;

/// <summary>
/// Makes the Data Protection ring before anybody needs it, once for all nodes. Nodes that start together on an empty
/// database would each make a key and know their own alone for a day: one's cookies would be refused by the other.
/// </summary>
internal static class SessionRing
{
    /// <summary>PostgreSQL only: on SQLite there is one process, and its writer must not wait for itself.</summary>
    public static async Task MakeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The installation's row is the lock; its new value is its old one.
        await db.Installations.ExecuteUpdateAsync(x => x.SetProperty(i => i.Revision, i => i.Revision), cancellationToken);
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(SessionRing)).Protect([1]);
        await transaction.CommitAsync(cancellationToken);
    }
}
