namespace Bifrost.Tests.Architecture;

/// <summary>An exception that nothing needs is a lie about the code.</summary>
public sealed class ExceptionsTests
{
    [Fact]
    public void Every_exception_is_needed_and_reasoned()
    {
        (Dictionary<string, string> Exceptions, Dictionary<string, string> Found)[] pairs =
        [
            (Exceptions.LongFiles, Rules.LongFiles()),
            (Exceptions.LongMethods, Rules.LongMethods()),
            (Exceptions.WideConstructors, Rules.WideConstructors()),
            (Exceptions.SharedFiles, Rules.SharedFiles()),
            (Exceptions.LongMarkup, Rules.LongMarkup()),
            (Exceptions.BannedNames, Rules.BannedNames()),
        ];
        var idle = pairs.SelectMany(p => p.Exceptions.Keys.Where(k => !p.Found.ContainsKey(k)));
        var unreasoned = pairs.SelectMany(p => p.Exceptions.Where(e => e.Value.Length < 15).Select(e => e.Key + " (no reason)"));
        Assert.Empty(idle.Concat(unreasoned));
    }
}
