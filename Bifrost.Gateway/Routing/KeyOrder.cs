using Bifrost.Domain.Governance;
using Bifrost.Gateway.Runtime;

namespace Bifrost.Gateway.Routing;

/// <summary>Draws the provider's keys one after another, by weight, none twice within one exchange.</summary>
internal struct KeyOrder(ProviderRuntime provider, string model)
{
    private static readonly ProviderKeySnapshot None = new(Guid.Empty, "", null, 1, Domain.VirtualKeys.ModelPatterns.Unrestricted);

    private ulong _used;
    private bool _none;

    /// <summary>The next key to try; null when none is left. A provider without keys is tried once, without one.</summary>
    public ProviderKeySnapshot? Next()
    {
        var keys = provider.Snapshot.Keys;
        if (keys.Count == 0)
        {
            var first = !_none;
            _none = true;
            return first ? None : null;
        }

        double total = 0;
        var left = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            if (IsLeft(keys[i], i))
            {
                total += keys[i].Weight;
                left++;
            }
        }

        return left == 0 ? null : Draw(keys, total);
    }

    private ProviderKeySnapshot? Draw(IReadOnlyList<ProviderKeySnapshot> keys, double total)
    {
        var draw = total > 0 ? Random.Shared.NextDouble() * total : 0;
        var last = -1;
        for (var i = 0; i < keys.Count; i++)
        {
            if (!IsLeft(keys[i], i) || (total > 0 && keys[i].Weight <= 0))
            {
                continue;
            }

            last = i;
            draw -= keys[i].Weight;
            if (draw < 0)
            {
                break;
            }
        }

        Use(last);
        return keys[last];
    }

    private readonly bool IsLeft(ProviderKeySnapshot key, int index) => (_used & Bit(index)) == 0 && key.Models.Allows(model);

    private void Use(int index) => _used |= Bit(index);

    // More than 64 keys share bits: a later one may then be passed over within one exchange, never tried twice.
    private static ulong Bit(int index) => 1UL << (index & 63);
}
