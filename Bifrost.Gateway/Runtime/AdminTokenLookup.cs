using Bifrost.Domain.Governance;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Gateway.Runtime;

/// <summary>Admin tokens of the governance that is being served: known without a database read, gone once revoked.</summary>
public sealed class AdminTokenLookup
{
    private readonly RuntimeHolder _holder;

    internal AdminTokenLookup(RuntimeHolder holder) => _holder = holder;

    /// <summary>Null when no token that is in force has this hash.</summary>
    public AdminTokenSnapshot? Find(in KeyHash hash)
    {
#pragma warning disable RS0030 // No exchange exists here: the admin API is authenticated against what is current.
        return _holder.Current.Snapshot.AdminTokens.GetValueOrDefault(hash);
#pragma warning restore RS0030
    }
}
