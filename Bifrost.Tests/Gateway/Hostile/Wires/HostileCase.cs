using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>One thing that a provider may do, by any wire.</summary>
/// <param name="Name">With the number of PROMISES, section 4 C.</param>
/// <param name="Make">The provider's answer; null where a wire has nothing of the kind.</param>
/// <param name="End">What becomes of it in another dialect.</param>
/// <param name="Passed">What becomes of it in the provider's own, whose bytes pass; null for the same.</param>
internal sealed record HostileCase(string Name, Func<HostileWire, Script?> Make, HostileEnd End, HostileEnd? Passed = null);
