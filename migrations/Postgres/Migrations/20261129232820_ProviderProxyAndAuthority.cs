using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ProviderProxyAndAuthority : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ca_file",
                table: "providers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "encrypted_proxy_login",
                table: "providers",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "proxy",
                table: "providers",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ca_file",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "encrypted_proxy_login",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "proxy",
                table: "providers");
        }
    }
}
