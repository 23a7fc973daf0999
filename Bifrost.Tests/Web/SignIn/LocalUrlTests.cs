using Bifrost.Domain.Audit;
using Bifrost.Web.Console;

namespace Bifrost.Tests.Web.SignIn;

public sealed class LocalUrlTests
{
    [Theory]
    [InlineData("/", true)]
    [InlineData("/audit?actor=a", true)]
    [InlineData("//evil", false)]
    [InlineData("/\\evil", false)]
    [InlineData("\\evil", false)]
    [InlineData("\\\\evil", false)]
    [InlineData("https://evil", false)]
    [InlineData("/\t/evil", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_addresses_of_this_host_are_returned_to(string? url, bool local) => Assert.Equal(local, ConsoleUrls.IsLocal(url));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("\0=x", "'=x")]
    [InlineData("＝x", "'＝x")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a;b\nc", "\"a;b\nc\"")]
    [InlineData("plain", "plain")]
    public void An_exported_cell_is_inert(string text, string cell) => Assert.Equal(cell, AuditExport.Cell(text));
}
